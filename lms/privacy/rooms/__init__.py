"""What the rooms below hold on people; each module registers its own."""
