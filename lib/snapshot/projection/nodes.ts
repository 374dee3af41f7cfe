import type { KubeObject, Node } from '../objects.ts';
import { type Fields, list, mapping, nonEmpty, optional, optionalMapping, optionalText, text, texts } from './fields.ts';

export function node(head: KubeObject, raw: Fields): Node {
  const spec = optionalMapping(raw.spec, 'spec');
  const status = optionalMapping(raw.status, 'status');
  const info = optionalMapping(status.nodeInfo, 'status.nodeInfo');
  const single = optionalText(spec.podCIDR, 'spec.podCIDR');
  const podCIDRs = nonEmpty(texts(spec.podCIDRs, 'spec.podCIDRs')) ?? (single ? [single] : undefined);
  const addresses = list(status.addresses, 'status.addresses').map((item, index) => {
    const path = `status.addresses[${index}]`;
    const address = mapping(item, path);
    return { type: text(address.type, `${path}.type`), address: text(address.address, `${path}.address`) };
  });
  return {
    ...head,
    ...optional('podCIDRs', podCIDRs),
    ...optional('addresses', nonEmpty(addresses)),
    ...optional('kubeletVersion', optionalText(info.kubeletVersion, 'status.nodeInfo.kubeletVersion')),
    ...optional('osImage', optionalText(info.osImage, 'status.nodeInfo.osImage')),
  };
}
