/** The main pages, in the order of the navigation. Pages below `also` belong to the same entry. */
export const pages: readonly { readonly href: string; readonly title: string; readonly also?: string; readonly about: string }[] =
  [
    { href: '/', title: 'Fleet', also: '/clusters/', about: 'Score and trend of every cluster' },
    { href: '/findings', title: 'Findings', about: 'What to fix first' },
    { href: '/controls', title: 'Controls', about: 'What is checked, and how the fleet does' },
    { href: '/frameworks', title: 'Frameworks', about: 'Benchmarks, requirement by requirement' },
    { href: '/reports', title: 'Reports', about: 'PDF, CSV and JSON for an auditor' },
    { href: '/settings', title: 'Settings', about: 'Exclusions, retention, sample fleet' },
  ];
