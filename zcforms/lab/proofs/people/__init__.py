"""From a solution to an application document that reads like a person's, and what came of running it."""
