"""Networks: where councillors organise and learn from each other. Rooms move in as they are built."""
