import { v5 } from 'uuid'

/** Ours, and never another one: readers know an item by its id. */
const namespace = '5b0f3a5e-6d0e-4c5b-9d57-0d2b7c3f1e84'

/** A permanent id: a UUID (version 5, RFC 9562) of the name, which holds whatever the addresses become. */
export const urnOf = (name: string): string => `urn:uuid:${v5(name, namespace)}`
