import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { ThemeIcon } from '../../ui/icons.tsx';

/** Light or dark; the browser remembers. */
export function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Switch to ${other}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Switch to the ${other} theme`}
        onClick={() => setColorScheme(other)}
      >
        <ThemeIcon />
      </ActionIcon>
    </Tooltip>
  );
}
