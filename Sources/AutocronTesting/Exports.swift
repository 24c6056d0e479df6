// A test that imports the kit needs the library too: one import does both.
@_exported public import Autocron
