"""The shelves of a unit of work: what services ask the database, each question with a name and a fixed number of queries."""
