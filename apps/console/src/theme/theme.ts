import {
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Modal,
  Tooltip,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e3f2f1',
  '#c5e5e3',
  '#97d3cf',
  '#65c9c2',
  '#35c4bb',
  '#1ea39b',
  '#128d87',
  '#0b7a75',
  '#09655f',
  '#07504c',
];

/** Slate instead of Mantine's greys; in dark the higher steps are surfaces, in light the lower ones. */
const slate: MantineColorsTuple = [
  '#f4f6f8',
  '#eceff3',
  '#e1e6ec',
  '#ccd4dd',
  '#a9b4c0',
  '#8a97a6',
  '#64748b',
  '#4b5866',
  '#323d4a',
  '#17212d',
];
const night: MantineColorsTuple = [
  '#e5ebf1',
  '#b6c2cf',
  '#9aa8b8',
  '#63748a',
  '#3a4757',
  '#2b3743',
  '#1a232d',
  '#131a22',
  '#0f151c',
  '#0a0f14',
];

/** What destroys or failed; its steps are those that Mantine writes with, dark enough on white and light enough on night. */
const red: MantineColorsTuple = [
  '#fceae8',
  '#f9d3cf',
  '#f3aaa4',
  '#ff8d83',
  '#ff8d83',
  '#ff8d83',
  '#b3261e',
  '#b3261e',
  '#b3261e',
  '#a3221b',
];

/** The button that destroys. */
const FILLED_BAD = { '--button-bg': 'var(--bad)', '--button-hover': 'var(--bad)', '--button-color': 'var(--bad-ink)' };

const OUTLINED_BAD = { '--button-bd': '1px solid var(--bad)', '--button-color': 'var(--bad)' };

/** The look of the console. Colours come from tokens.css, so that our own styles and Mantine's agree in both themes. */
export const theme = createTheme({
  colors: { teal, red, gray: slate, dark: night },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, { color, variant = 'filled' }) => ({
        root: {
          '--button-height': '32px',
          '--button-padding-x': '12px',
          '--button-fz': '13px',
          ...(variant === 'filled' && !color && { '--button-color': 'var(--accent-ink)' }),
          ...(variant === 'filled' && color === 'red' && FILLED_BAD),
          ...(variant === 'outline' && color === 'red' && OUTLINED_BAD),
        },
      }),
      styles: { label: { fontWeight: 550 } },
    }),
    Input: Input.extend({
      vars: (_theme, { error, variant }) => ({
        wrapper: {
          '--input-height': '34px',
          '--input-fz': '14px',
          '--input-bg': 'var(--surface)',
          '--input-color': 'var(--ink)',
          '--input-placeholder-color': 'var(--ink-dim)',
          ...(variant !== 'unstyled' && { '--input-bd': error ? 'var(--bad)' : 'var(--line-strong)' }),
        },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      vars: () => ({
        label: { '--input-label-size': '13px' },
        error: { '--input-error-size': '13px' },
        success: {},
        description: { '--input-description-size': '13px' },
      }),
      styles: {
        label: { fontWeight: 550, marginBottom: 2 },
        description: { lineHeight: '18px', marginBottom: 6 },
        error: { marginTop: 4, lineHeight: '18px' },
      },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    // Without the empty place that Mantine would focus first, which has no role that a menu may hold.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: Modal.extend({
      defaultProps: { padding: 20, transitionProps: { duration: 140, transition: 'fade' } },
      styles: { title: { fontSize: 16, lineHeight: '24px', fontWeight: 550 } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
  },
});

/** Mantine's own variables, said in our tokens. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-dim)',
    '--mantine-color-placeholder': 'var(--ink-dim)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-default': 'var(--surface-raised)',
    '--mantine-color-default-hover': 'var(--surface-hover)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-teal-filled': 'var(--accent)',
    '--mantine-color-teal-filled-hover': 'var(--accent-hover)',
    '--mantine-color-teal-light': 'var(--accent-soft)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
    '--mantine-primary-color-contrast': 'var(--accent-ink)',
  };
  return { variables: {}, light: both, dark: both };
};
