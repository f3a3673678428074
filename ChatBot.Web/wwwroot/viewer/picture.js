// A picture as a document of one page. Its EXIF orientation is applied, as it was when its words were read.
export async function openPicture(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  const bitmap = await createImageBitmap(await response.blob(), { imageOrientation: 'from-image' });
  return {
    draw(canvas, number, turn) {
      const context = canvas.getContext('2d');
      const [width, height] = turn % 180 === 0 ? [canvas.width, canvas.height] : [canvas.height, canvas.width];
      context.imageSmoothingQuality = 'high';
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate(turn * Math.PI / 180);
      context.drawImage(bitmap, -width / 2, -height / 2, width, height);
      return { promise: Promise.resolve(), cancel() { } };
    },
    close: () => bitmap.close(),
  };
}
