// Gives the person a file to keep.
export function download(
  content: Uint8Array,
  name: string,
  type = "application/octet-stream",
): void {
  const url = URL.createObjectURL(
    new Blob([content as Uint8Array<ArrayBuffer>], { type }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has the content once the click is dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
