// Hands a file to the person who asked for it.
export function save(
  name: string,
  content: Blob | Uint8Array,
  type = "application/octet-stream",
): void {
  const address = URL.createObjectURL(
    content instanceof Blob
      ? content
      : new Blob([content as Uint8Array<ArrayBuffer>], { type }),
  );
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the file by the time that this runs.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// A text as part of a file's name.
export function fileName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
