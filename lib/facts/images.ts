const bare = (image: string): string => image.replace(/@.*$/, '');

/** The tag of an image, empty where it has none; the port of a registry is none. */
export const tagOf = (image: string): string => /:([^/:]+)$/.exec(bare(image))?.[1] ?? '';

/** An image's registry and path, without tag and digest. */
export function repositoryOf(image: string): string {
  const tag = tagOf(image);
  return tag === '' ? bare(image) : bare(image).slice(0, -tag.length - 1);
}
