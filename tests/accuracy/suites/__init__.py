"""The measuring suites: synthetic photos with exact truth, the product on them, and an attack on its copies."""
