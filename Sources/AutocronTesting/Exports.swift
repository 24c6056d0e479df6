// A test that has the kit has the library: one import does.
@_exported public import Autocron
