"""Whether answers can be trusted and repeated: locks, differences between indexes, agreement, scores."""
