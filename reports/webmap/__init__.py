"""The county as one HTML file that opens by double click and asks the network for nothing."""

from reports.webmap.page import write_webmap

__all__ = ["write_webmap"]
