import type { Direction, PodSelector } from '#lib/policy/model.ts';
import type { Container, Labels, ObjectRef, Protocol, ServicePort } from '#lib/snapshot/objects.ts';
import type { UnreadResource } from '#lib/snapshot/snapshot.ts';
import type { DataStore } from './data-stores.ts';
import type { EnvironmentFact } from './environments.ts';
import type { PolicyEffects } from './policy-effects.ts';
import type { Traffic } from './traffic.ts';

/** A rule of a policy, by its place in the object. */
export interface RuleRef {
  readonly policy: ObjectRef;
  readonly path: string;
  readonly says: string;
}

/**
 * Whether a direction of a workload is closed to all but what rules allow. `by` lists the policies that close it. `unknown` only where
 * a policy that may select it could not be understood, and no other one closes it. Pods in the host's network are never isolated.
 */
export interface Isolation {
  readonly state: 'isolated' | 'open' | 'unknown';
  readonly by: readonly ObjectRef[];
  readonly reason?: string;
}

/** Pods of one owner, seen from the network: what is true here is true for every one of its pods. */
export interface WorkloadFacts {
  readonly ref: ObjectRef;
  /** `ns/name[Kind]` */
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly pods: number;
  /** False for a live template without pods: it opens no connection, and no control judges it. */
  readonly running: boolean;
  readonly hostNetwork: boolean;
  readonly containers: readonly Container[];
  /** Null for what is not known to keep data for others. */
  readonly dataStore: DataStore | null;
  readonly isolated: Readonly<Record<Direction, Isolation>>;
  /** Where the union of the rules in force allows everything in a direction although policies select it: the rules that do. */
  readonly allowsAll: Readonly<Record<Direction, readonly RuleRef[]>>;
  /** What policies that select it say about a direction and could not be evaluated: more may be open than is known. */
  readonly partial: Readonly<Record<Direction, readonly string[]>>;
  readonly hostPorts: readonly {
    readonly container: string;
    readonly port: number;
    readonly protocol: Protocol;
    readonly hostIP?: string;
  }[];
}

export interface PolicyFacts {
  readonly ref: ObjectRef;
  readonly subject: PodSelector;
  /** `podSelector {app: web}` as a person reads it. */
  readonly subjectText: string;
  readonly isolates: Readonly<Record<Direction, boolean>>;
  /** Ids of the workloads that it selects. */
  readonly selects: readonly string[];
  readonly selectsEveryPod: boolean;
  readonly rules: readonly RuleRef[];
}

export interface NamespaceFacts {
  readonly ref: ObjectRef;
  readonly name: string;
  readonly labels: Labels;
  readonly environment: EnvironmentFact | null;
  readonly workloads: readonly WorkloadFacts[];
  readonly policies: readonly PolicyFacts[];
  /** The policy whose empty podSelector closes the direction for every pod of the namespace, now and later. */
  readonly defaultDeny: Readonly<Record<Direction, ObjectRef | null>>;
  /** Where the policies with an empty podSelector together allow everything in a direction: the rules that do. */
  readonly defaultAllow: Readonly<Record<Direction, readonly RuleRef[]>>;
  /** NetworkPolicies of the namespace that could not be understood, and why. */
  readonly misunderstood: readonly string[];
  /** Why what policies do here is not fully known; empty when it is. */
  readonly unknown: readonly string[];
}

/** What controls judge. `rights` are bindings of roles and the roles themselves. */
export type Population = 'cluster' | 'namespaces' | 'workloads' | 'policies' | 'services' | 'ingresses' | 'rights';

/** What verdicts rest on: what controls judge, and besides templates that have no pods on a live cluster, routes of gateways, and nodes. */
export type ObjectSort = Exclude<Population, 'cluster'> | 'templates' | 'routes' | 'nodes';

/**
 * An object that could not be taken as it was given, or of which a part is missing: no verdict about it can be a pass. `anything`: not
 * even its kind is known, and it may be many objects (a file, a document).
 */
export interface LeftOut {
  readonly sort: ObjectSort | 'anything';
  /** Its namespace is null also where it is not known. */
  readonly ref: ObjectRef;
  /** What was wrong with it, in the words of whoever read it. */
  readonly why: string;
  /** The same as a sentence about it, without its name. */
  readonly says: string;
  /** And as a clause that names it. */
  readonly clause: string;
}

/** A way in from outside the cluster's pods. */
export interface ServiceFacts {
  readonly ref: ObjectRef;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly ports: readonly ServicePort[];
  readonly externalIPs: readonly string[];
  /** LoadBalancer only: `internal` by a cloud's annotation (named in `why`), `restricted` by source ranges, or `world`. */
  readonly reach: 'internal' | 'restricted' | 'world' | null;
  readonly why: string;
  readonly sourceRanges: readonly string[];
  readonly backends: readonly string[];
}

export interface IngressFacts {
  readonly ref: ObjectRef;
  readonly className: string | null;
  /** Hosts served without TLS; `*` where a rule or the default backend has no host. */
  readonly hostsWithoutTls: readonly string[];
  readonly hosts: readonly string[];
}

/** Whether anything in the cluster puts policies into force, and how we know. */
export interface Enforcement {
  readonly verdict: 'enforcing' | 'notEnforcing' | 'unknown';
  readonly cni: string | null;
  readonly evidence: readonly { readonly object: ObjectRef; readonly says: string }[];
  readonly reason: string;
}

/** Someone who may create, change or delete policies. */
export interface PolicyWriter {
  readonly subject: ObjectRef;
  readonly verbs: readonly string[];
  /** The API groups of the policies it may write. */
  readonly resources: readonly string[];
  /** The role grants every resource of every API group: nobody named policies. */
  readonly wildcard: boolean;
  readonly binding: ObjectRef;
  readonly role: ObjectRef;
  /** The subject is everyone, every service account, or every signed-in user. */
  readonly everyone: boolean;
  /** Kubernetes' own controllers and administrators, whose right is by design. */
  readonly builtIn: boolean;
}

/** All that controls read; a control never looks at a snapshot's objects by itself. */
export interface Facts {
  /** What could not be read and matters. */
  readonly unread: readonly UnreadResource[];
  readonly leftOut: readonly LeftOut[];
  readonly cluster: ObjectRef;
  readonly namespaces: readonly NamespaceFacts[];
  readonly workloads: readonly WorkloadFacts[];
  readonly policies: readonly PolicyFacts[];
  readonly services: readonly ServiceFacts[];
  readonly ingresses: readonly IngressFacts[];
  readonly enforcement: Enforcement;
  readonly traffic: Traffic;
  /** Of every policy whose subjects can be told, cluster-wide ones included. */
  readonly effects: readonly PolicyEffects[];
  /** Addresses of the API server; none where nothing tells them. */
  readonly apiServer: readonly string[];
  readonly policyWriters: readonly PolicyWriter[];
}
