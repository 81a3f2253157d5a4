import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export const DevicesIcon = () => (
  <Icon>
    <rect x="2.5" y="3" width="13" height="5" rx="1.5" />
    <rect x="2.5" y="10" width="13" height="5" rx="1.5" />
    <path d="M5.5 5.5h.01M5.5 12.5h.01" />
  </Icon>
);
export const FlowsIcon = () => (
  <Icon>
    <rect x="2" y="3" width="5.5" height="4" rx="1.2" />
    <rect x="10.5" y="11" width="5.5" height="4" rx="1.2" />
    <path d="M7.5 5h1.2c2.6 0 .6 8 1.8 8" />
  </Icon>
);
export const FilesIcon = () => (
  <Icon>
    <path d="M4.500 2.500h5.500l3.500 3.500v9.500h-9z" />
    <path d="M10 2.500v3.500h3.500" />
  </Icon>
);
export const DeploymentsIcon = () => (
  <Icon>
    <path d="M9 11V3M6 5.5 9 2.7l3 2.8" />
    <path d="M2.5 11.5v2a1.5 1.5 0 0 0 1.5 1.5h10a1.5 1.5 0 0 0 1.5-1.5v-2" />
  </Icon>
);
export const ConnectionsIcon = () => (
  <Icon>
    <path d="M7.2 10.8 10.8 7.2" />
    <path d="m8 5.6 1.4-1.4a3.1 3.1 0 0 1 4.4 4.4L12.4 10M5.6 8 4.2 9.4a3.1 3.1 0 0 0 4.4 4.4L10 12.4" />
  </Icon>
);
export const LicencesIcon = () => (
  <Icon>
    <circle cx="9" cy="7" r="4.5" />
    <path d="M6.3 10.700 5.500 15.500 9 13.500l3.500 2-.8-4.800" />
  </Icon>
);
export const ActivityIcon = () => (
  <Icon>
    <path d="M2.5 9.500h2.700L7.500 4l3.200 10 2-4.500h2.800" />
  </Icon>
);
export const SearchIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="4.5" />
    <path d="m11.5 11.5 3.5 3.5" />
  </Icon>
);
export const HelpIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="6.5" />
    <path d="M7.2 7.2a1.9 1.9 0 1 1 2.6 1.9c-.6.3-.8.6-.8 1.3M9 12.6h.01" />
  </Icon>
);
export const ThemeIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="6" />
    <path d="M9 3v12a6 6 0 0 0 0-12Z" fill="currentColor" />
  </Icon>
);
export const CaretIcon = () => (
  <Icon>
    <path d="m5.5 7.5 3.5 3.5 3.5-3.5" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m4.5 4.5 9 9M13.5 4.5l-9 9" />
  </Icon>
);
export const MoreIcon = () => (
  <Icon>
    <path d="M4 9h.01M9 9h.01M14 9h.01" strokeWidth="2.4" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="6" y="6" width="9" height="9" rx="1.5" />
    <path d="M12 3.5v-.2A1.3 1.3 0 0 0 10.7 2H4.300A1.3 1.3 0 0 0 3 3.300v6.400A1.3 1.3 0 0 0 4.3 11" />
  </Icon>
);
export const TickIcon = () => (
  <Icon>
    <path d="m4 9.5 3.2 3.200L14 6" />
  </Icon>
);
