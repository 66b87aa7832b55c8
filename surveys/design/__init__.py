"""What will be asked: questionnaires, their items, and the catalog of ready ones."""
