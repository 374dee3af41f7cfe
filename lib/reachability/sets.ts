/** The algebra that decisions are made in, whatever the elements are. Sets are never changed once made. */
export interface Sets<Set> {
  readonly none: Set;
  readonly all: Set;
  readonly isEmpty: (set: Set) => boolean;
  readonly union: (a: Set, b: Set) => Set;
  readonly common: (a: Set, b: Set) => Set;
  /** What is in `a` and not in `b`. */
  readonly without: (a: Set, b: Set) => Set;
}
