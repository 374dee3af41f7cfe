import type { Ingress, IngressBackend, KubeObject } from '../objects.ts';
import { type Fields, list, mapping, optional, optionalMapping, optionalPort, optionalText, text, texts } from './fields.ts';

function ingressBackend(value: unknown, path: string): IngressBackend {
  const backend = mapping(value, path);
  if (backend.service === undefined || backend.service === null) return {};
  const target = mapping(backend.service, `${path}.service`);
  const ports = optionalMapping(target.port, `${path}.service.port`);
  const named = optionalText(ports.name, `${path}.service.port.name`);
  return {
    service: text(target.name, `${path}.service.name`),
    ...optional('port', named ?? optionalPort(ports.number, `${path}.service.port.number`)),
  };
}

function ingressRules(value: unknown, index: number): Ingress['rules'] {
  const path = `spec.rules[${index}]`;
  const rule = mapping(value, path);
  const host = optional('host', optionalText(rule.host, `${path}.host`));
  const http = optionalMapping(rule.http, `${path}.http`);
  return list(http.paths, `${path}.http.paths`).map((item, at) => {
    const here = `${path}.http.paths[${at}]`;
    const entry = mapping(item, here);
    const backend = ingressBackend(entry.backend, `${here}.backend`);
    return { ...host, ...optional('path', optionalText(entry.path, `${here}.path`)), backend };
  });
}

export function ingress(head: KubeObject, raw: Fields): Ingress {
  const spec = mapping(raw.spec, 'spec');
  const tls = list(spec.tls, 'spec.tls').map((item, index) => {
    const entry = mapping(item, `spec.tls[${index}]`);
    return {
      hosts: texts(entry.hosts, `spec.tls[${index}].hosts`),
      ...optional('secretName', optionalText(entry.secretName, `spec.tls[${index}].secretName`)),
    };
  });
  const backend = spec.defaultBackend ?? undefined;
  // The annotation that came before the field names a class just the same.
  const className =
    optionalText(spec.ingressClassName, 'spec.ingressClassName') ?? head.metadata.annotations?.['kubernetes.io/ingress.class'];
  return {
    ...head,
    ...optional('className', className),
    tls,
    rules: list(spec.rules, 'spec.rules').flatMap(ingressRules),
    ...optional('defaultBackend', backend === undefined ? undefined : ingressBackend(backend, 'spec.defaultBackend')),
  };
}
