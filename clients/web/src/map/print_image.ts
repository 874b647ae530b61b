const QUALITY = 0.92;

export async function jpegOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', QUALITY),
  );
  if (blob === null) throw new Error('the map is too large for an image');
  return new Uint8Array(await blob.arrayBuffer());
}
