package io.descentry.it.registry;

/** All that a registry owes to its clients. */
interface RegistryContract extends SchemasContract, CompatibilityContract, DeletionContract, ClientsContract {}
