import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { proxy } from '../../proxy.ts';

const answer = (address: string) => proxy(new NextRequest(address, { headers: { host: new URL(address).host } }));

describe('an address', () => {
  it.each(['/clusters/%ff', '/clusters/%ED%A0%80/drift', '/api/clusters/%/progress'])(
    'that encodes nothing, as %s, is refused',
    (path) => {
      expect(answer(`http://localhost:3000${path}`).status).toBe(400);
    },
  );

  it.each(['/clusters/%C3%BC', '/clusters/100%25', '/?q=%ff'])('like %s is answered', (path) => {
    expect(answer(`http://localhost:3000${path}`).status).toBe(200);
  });
});
