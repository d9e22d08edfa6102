"""What an editor writes: pages, blocks and the immutable editions that publishing makes."""
