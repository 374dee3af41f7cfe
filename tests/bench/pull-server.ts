import { startApiServer } from '#tests/support/api-server.ts';
import { largeCluster } from '#tests/support/large-cluster.ts';

// A process of its own, so that what the server costs is not counted as the reader's.
const server = await startApiServer({ objects: largeCluster() });
process.send?.({ kubeconfig: await server.kubeconfig() });
process.once('disconnect', async () => {
  await server.close();
});
