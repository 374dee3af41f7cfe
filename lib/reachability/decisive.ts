/** How much of a difference is there once some of the changes are made to the state before. */
export interface Trial {
  readonly some: boolean;
  readonly all: boolean;
}

/**
 * Of all changes between two states, those that made a difference: each that alone makes a part of it, as long as they come to all of it
 * together; else as few as it takes, with nothing among them that could be left out. Changes that only undo each other are not named.
 *
 * @param given those that have to be made before any other can tell
 * @param trial asked for some of the changes, made together to the state before
 */
export function decisiveOf<Change>(
  changes: readonly Change[],
  given: readonly Change[],
  trial: (made: readonly Change[]) => Trial,
): readonly Change[] {
  const alone = given.length > 0 ? given : changes.filter((change) => trial([change]).some);
  if (alone.length > 0 && trial(alone).all) {
    if (alone.length === 1 || given.length > 0) return alone;
    const needed = alone.filter((one) => !trial(changes.filter((change) => change !== one)).all);
    return needed.length > 0 && trial(needed).all ? needed : alone;
  }
  let kept = changes;
  for (const one of [...changes.filter((change) => !alone.includes(change)), ...alone]) {
    const rest = kept.filter((change) => change !== one);
    if (rest.length > 0 && !given.includes(one) && trial(rest).all) kept = rest;
  }
  return kept;
}
