import type { ObjectRef, Protocol } from '#lib/snapshot/objects.ts';
import type { AddressSet } from './addresses.ts';
import type { PortSet } from './ports.ts';
import type { Selector } from './selector.ts';

export type Direction = 'ingress' | 'egress';

/** The layers in the order in which a connection meets them (the core knows only this order, never a dialect). */
export type Layer = 'admin' | 'networkPolicy' | 'baseline';

/** Pods by where they are and what they carry. */
export interface PodSelector {
  readonly namespaces: { readonly names: readonly string[] } | { readonly labels: Selector };
  readonly pods: Selector;
}

/** One entry of a rule's `from` or `to`. */
export type Peer =
  | { readonly kind: 'everything' }
  | { readonly kind: 'pods'; readonly selector: PodSelector }
  | { readonly kind: 'addresses'; readonly addresses: AddressSet; readonly text: string };

/** What a rule says about ports: all, or the union of numbers and of names that are resolved on the destination. */
export type RulePorts =
  | { readonly all: true }
  | {
      readonly all: false;
      readonly numbers: PortSet;
      readonly named: readonly { readonly protocol: Protocol; readonly name: string }[];
    };

export interface Rule {
  readonly direction: Direction;
  readonly action: 'allow' | 'deny' | 'pass';
  readonly peers: readonly Peer[];
  readonly ports: RulePorts;
  /** Where it stands in its object: `spec.ingress[0]`. */
  readonly path: string;
}

/** One policy object of any dialect, in one form. Rules stand in the order in which they are evaluated. */
export interface Policy {
  readonly ref: ObjectRef;
  readonly layer: Layer;
  readonly subject: PodSelector;
  /** The directions in which a selected pod accepts only what a rule allows. */
  readonly isolates: Readonly<Record<Direction, boolean>>;
  readonly rules: readonly Rule[];
}

/** A policy that could not be understood: what it does to the pods of `namespace` (null: of every namespace) is unknown. */
export interface InvalidPolicy {
  readonly ref: ObjectRef;
  readonly namespace: string | null;
  readonly reason: string;
}
