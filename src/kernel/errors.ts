/** Settings that cannot be used; the message has one line for each. */
export class ConfigFault extends Error {}

/** A file that cannot be used as a store; the message is one clear line for the operator. */
export class StoreFault extends Error {}

/** A command that failed or found a fault; the message is one line for the operator. */
export class CommandFault extends Error {}

/** A write of a command that took longer than it was dated ahead. It was undone, and may be tried with less to do. */
export class OverdueWrite extends CommandFault {
  constructor() {
    super(
      'A write took longer than a second and was undone: it would have become public before it was stored. Try again when the machine has less to do.',
    )
  }
}
