import { Menu, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof MenuItemProps> &
  MenuItemProps & { ref?: Ref<HTMLAnchorElement> };

/** An entry of a menu that leads to a page. */
export const LinkMenuItem = createLink((props: Props) => <Menu.Item component="a" {...props} />);
