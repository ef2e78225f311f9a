/** Settings that cannot be used; the message has one line for each. */
export class ConfigFault extends Error {}

/** A file that cannot be used as a store; the message is one clear line for the operator. */
export class StoreFault extends Error {}

/** A command that failed or found a fault; the message is one line for the operator. */
export class CommandFault extends Error {}
