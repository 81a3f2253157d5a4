import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** A field whose text is hidden until asked for. Tells assistive technology of its fault, which Mantine leaves out here. */
export function SecretInput({ what, ...props }: PasswordInputProps & { /** "password" */ what: string }) {
  return (
    <PasswordInput
      aria-invalid={props.error ? true : undefined}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': `Show the ${what}` }}
      {...props}
    />
  );
}
