import '@tanstack/react-router';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Devices chosen on the page before, when they are too many for an address. */
    devices?: string[] | undefined;
  }
}
