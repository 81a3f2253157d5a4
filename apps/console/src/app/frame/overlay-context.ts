import { createContext, useContext } from 'react';

export type OverlayActions = { openPalette(): void; openHelp(): void };

export const OverlayContext = createContext<OverlayActions>({ openPalette() {}, openHelp() {} });

export const useOverlays = () => useContext(OverlayContext);
