import { isIP } from 'node:net';
import { generate, type SubjectAltNameEntry } from 'selfsigned';

/** A key and a certificate, both PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Host names and addresses that the certificate is for. */
  readonly names?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

const attributes = (commonName: string) => [{ name: 'commonName', value: commonName }];
const keys = { keyType: 'ec', algorithm: 'sha256' } as const;

const altName = (name: string): SubjectAltNameEntry => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name });

export async function certificateAuthority(name = 'test-ca'): Promise<KeyPair> {
  const made = await generate(attributes(name), {
    ...keys,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function signed(
  authority: KeyPair,
  name: string,
  use: 'serverAuth' | 'clientAuth',
  { names = [], validFrom, validTo }: CertificateOptions,
): Promise<KeyPair> {
  const made = await generate(attributes(name), {
    ...keys,
    ca: authority,
    ...(validFrom === undefined ? {} : { notBeforeDate: validFrom }),
    ...(validTo === undefined ? {} : { notAfterDate: validTo }),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', [use]: true },
      ...(names.length === 0 ? [] : [{ name: 'subjectAltName' as const, altNames: names.map(altName) }]),
    ],
  });
  return { key: made.private, cert: made.cert };
}

export const serverCertificate = (authority: KeyPair, options: CertificateOptions = {}): Promise<KeyPair> =>
  signed(authority, 'kube-apiserver', 'serverAuth', { names: ['127.0.0.1', 'localhost'], ...options });

/** The common name is the user, as for a real API server. */
export const clientCertificate = (authority: KeyPair, user: string): Promise<KeyPair> =>
  signed(authority, user, 'clientAuth', {});
