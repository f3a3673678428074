import * as pdfjs from '../lib/pdfjs/pdf.min.mjs';

const library = new URL('../lib/pdfjs/', import.meta.url).href;
pdfjs.GlobalWorkerOptions.workerSrc = `${library}pdf.worker.min.mjs`;

export async function openPdf(url, password) {
  const loading = pdfjs.getDocument({
    url: new URL(url, document.baseURI).href,
    password: password ?? undefined,
    cMapUrl: `${library}cmaps/`,
    standardFontDataUrl: `${library}standard_fonts/`,
    wasmUrl: `${library}wasm/`,
    iccUrl: `${library}iccs/`,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  const pdf = await loading.promise;
  return {
    draw(canvas, number, turn) {
      let rendering = null;
      let isCancelled = false;
      const promise = (async () => {
        const page = await pdf.getPage(number);
        if (isCancelled) throw new Error('cancelled');
        const rotation = (page.rotate + turn) % 360;
        const { width } = page.getViewport({ scale: 1, rotation });
        rendering = page.render({ canvas, viewport: page.getViewport({ scale: canvas.width / width, rotation }) });
        await rendering.promise;
      })();
      return { promise, cancel() { isCancelled = true; rendering?.cancel(); } };
    },
    close: () => loading.destroy(),
  };
}
