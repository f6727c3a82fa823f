"""Documents built from results, never from widgets: workbook and offline web map."""
