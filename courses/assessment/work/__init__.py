"""Work that learners send to a reviewer: versions, reviews, another go."""
