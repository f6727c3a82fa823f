"""Documents built from results, never from widgets: workbook, text report and offline web map."""
