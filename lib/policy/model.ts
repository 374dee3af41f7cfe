import type { ObjectRef, Protocol } from '#lib/snapshot/objects.ts';
import type { AddressSet } from './addresses.ts';
import type { PortSet } from './ports.ts';
import type { Selector } from './selector.ts';

export type Direction = 'ingress' | 'egress';
export const directions: readonly Direction[] = ['ingress', 'egress'];

/** The layers in the order in which a connection meets them: the core knows only this order, never a dialect. */
export const layers = ['admin', 'networkPolicy', 'baseline'] as const;
export type Layer = (typeof layers)[number];

/** Pods by where they are and what they carry. */
export interface PodSelector {
  readonly namespaces: { readonly names: readonly string[] } | { readonly labels: Selector };
  readonly pods: Selector;
}

/** One entry of a rule's `from` or `to`. */
export type Peer =
  | { readonly kind: 'everything' }
  | { readonly kind: 'pods'; readonly selector: PodSelector }
  /** Pods of the namespaces that carry all of the keys, with the values of the subject's namespace (`same`) or with at least one other. */
  | { readonly kind: 'related'; readonly keys: readonly string[]; readonly same: boolean; readonly pods: Selector }
  | { readonly kind: 'addresses'; readonly addresses: AddressSet; readonly text: string }
  /** The addresses of nodes, by the nodes' labels. */
  | { readonly kind: 'nodes'; readonly nodes: Selector }
  /** Whatever addresses the names had at some moment: matches nothing here, and makes its policy partial. */
  | { readonly kind: 'domains'; readonly names: readonly string[] };

/** A port by the name that the destination's containers give it; `protocol` null where the name alone decides. */
export interface NamedPort {
  readonly protocol: Protocol | null;
  readonly name: string;
}

/** What a rule says about ports: all, or the union of numbers and of names that are resolved on the destination. */
export type RulePorts =
  | { readonly all: true }
  | { readonly all: false; readonly numbers: PortSet; readonly named: readonly NamedPort[] };

export type Action = 'allow' | 'deny' | 'pass';

export interface Rule {
  readonly direction: Direction;
  readonly action: Action;
  /** A connection meets the rule where any of them matches; with none it meets nothing. */
  readonly peers: readonly Peer[];
  readonly ports: RulePorts;
  /** Where it stands in its object: `spec.ingress[0]`. */
  readonly path: string;
  /** The name that its author gave it, where the dialect has one. */
  readonly name?: string;
}

/** The order of a policy that has no priority among others that do: it is asked after all of them. */
export const lastOrder = 1001;

/**
 * One policy object of any dialect, in one form. Within a layer, policies are asked by rising `order`, a policy's rules as they stand,
 * and the first rule that matches decides: `pass` hands over to the next layer. Where rules only allow, their order says nothing.
 */
export interface Policy {
  readonly ref: ObjectRef;
  readonly layer: Layer;
  readonly order: number;
  readonly subject: PodSelector;
  /** The directions in which a selected pod accepts only what a rule of its layer allows. */
  readonly isolates: Readonly<Record<Direction, boolean>>;
  readonly rules: readonly Rule[];
  /** What it says that is not evaluated; what it decides about its subjects is then only partly known. */
  readonly partial: readonly string[];
}

/** A policy that could not be understood: what it does to the pods of `namespace` (null: of every namespace) is unknown. */
export interface InvalidPolicy {
  readonly ref: ObjectRef;
  readonly layer: Layer;
  readonly namespace: string | null;
  readonly reason: string;
}

/** What a dialect makes of one object. */
export type Understood = { readonly policy: Policy } | { readonly invalid: InvalidPolicy };
