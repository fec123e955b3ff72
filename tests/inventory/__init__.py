"""What the tests of the inventory share: an empty store, invented resources, folders of saved answers."""
