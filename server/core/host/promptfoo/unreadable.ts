/** Something that cannot be read, in a sentence that says what to do. Caught where the place is known that asked for it. */
export class Unreadable extends Error {}
