"""Pages about deals: a view gets, calls and renders."""
