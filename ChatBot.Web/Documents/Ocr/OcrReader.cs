using ChatBot.Web.Documents.Layout;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>
/// Reads the text of a picture: evens out its light, brings its letters to a good size, straightens its lines, finds which way is up, and maps every
/// word's box back to the picture as it was given. Safe for concurrent calls.
/// </summary>
/// <param name="tesseract">The program.</param>
/// <param name="folder">Where to put pictures for it; emptied again.</param>
internal sealed class OcrReader(Tesseract tesseract, string folder)
{
    private const int Border = 16; // Tesseract misses letters that touch the edge
    private const double Good = 0.75; // mean confidence of a page that is upright: about 0.9; of one on its head: 0.3
    private const double LeastOrientationConfidence = 1.5;
    private const double LeastWordConfidence = 0.2;

    /// <summary>Reads a picture into a page.</summary>
    /// <param name="page">The page without text; its size in any unit, with the picture's proportions.</param>
    /// <param name="picture">The page as displayed.</param>
    /// <param name="hint">The rotation to try first: that of the page before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page with its text, or with a problem.</returns>
    public async Task<PageContent> ReadAsync(PageContent page, GrayImage picture, int hint, CancellationToken cancellationToken)
    {
        var letters = LetterHeight.Of(picture);
        var read = page with { IsOcr = true, IsScan = true, Confidence = 0 };
        if (letters.Spots == 0) return read;
        var factor = OcrScale.Factor(letters.Height, picture.Width, picture.Height);
        var prepared = OcrScale.Scale(Background.Flatten(picture), factor);
        var skew = Skew.Of(letters);
        var straight = skew.Straighten(prepared);
        var best = await AttemptAsync(straight, hint, cancellationToken).ConfigureAwait(false);
        if (!best.IsGood) best = await TurnAsync(straight, best, cancellationToken).ConfigureAwait(false);
        return best.Words.Count == 0
            ? read with { Problem = best.Problem }
            : read with
            {
                Blocks = Blocks(best, straight, box => skew.Restore(box, prepared)),
                Rotation = (360 - best.Degrees) % 360,
                Confidence = best.Confidence,
                Problem = best.Problem,
            };
    }

    // First the turn that the orientation detection names, then the others, then sparse text; the best result counts.
    private async Task<Attempt> TurnAsync(GrayImage picture, Attempt first, CancellationToken cancellationToken)
    {
        var best = first;
        var turns = new List<int> { 0, 180, 90, 270 };
        var path = Path.Combine(folder, Path.GetRandomFileName() + ".pgm");
        try
        {
            await picture.Pad(Border).WritePgmAsync(path, cancellationToken).ConfigureAwait(false);
            if (await tesseract.OrientationAsync(path, cancellationToken).ConfigureAwait(false) is { Confidence: >= LeastOrientationConfidence } found)
            {
                turns.Remove(found.Degrees);
                turns.Insert(0, found.Degrees);
            }
        }
        finally
        {
            File.Delete(path);
        }

        foreach (var degrees in turns.Where(degrees => degrees != first.Degrees))
        {
            if (best.IsGood || best.Problem?.Kind == DocumentProblemKind.TooSlow) break;
            var attempt = await AttemptAsync(picture, degrees, cancellationToken).ConfigureAwait(false);
            if (attempt.Score > best.Score) best = attempt;
        }

        if (best.Words.Count > 0 || best.Problem is not null) return best;
        return await AttemptAsync(picture, 0, cancellationToken, segmentation: 11).ConfigureAwait(false);
    }

    private async Task<Attempt> AttemptAsync(GrayImage picture, int degrees, CancellationToken cancellationToken, int segmentation = 3)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName() + ".pgm");
        try
        {
            await picture.Rotate(degrees).Pad(Border).WritePgmAsync(path, cancellationToken).ConfigureAwait(false);
            var (words, problem) = await tesseract.ReadAsync(path, segmentation, cancellationToken).ConfigureAwait(false);
            return new Attempt(degrees, [.. words.Where(word => word.Confidence >= LeastWordConfidence)], problem);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static LayoutBlock[] Blocks(Attempt attempt, GrayImage picture, Func<PageBox, PageBox> restore) =>
    [
        .. attempt.Words.GroupBy(word => word.Paragraph).Select(paragraph => new LayoutBlock(
            [.. paragraph.GroupBy(word => word.Line).Select(line => new LayoutLine(
                [.. line.Select(word => new LayoutWord(word.Text, restore(OnPage(word, attempt.Degrees, picture))))]))])),
    ];

    // From the padded, turned picture back to fractions of the picture as it was.
    private static PageBox OnPage(OcrWord word, int degrees, GrayImage picture)
    {
        float left = word.Left - Border, top = word.Top - Border;
        float right = left + word.Width, bottom = top + word.Height;
        float width = picture.Width, height = picture.Height;
        return degrees switch
        {
            90 => new PageBox(top / width, (height - right) / height, bottom / width, (height - left) / height),
            180 => new PageBox((width - right) / width, (height - bottom) / height, (width - left) / width, (height - top) / height),
            270 => new PageBox((width - bottom) / width, left / height, (width - top) / width, right / height),
            _ => new PageBox(left / width, top / height, right / width, bottom / height),
        };
    }

    private sealed record Attempt(int Degrees, IReadOnlyList<OcrWord> Words, DocumentProblem? Problem)
    {
        private readonly double _letters = Words.Sum(word => word.Text.Length);

        /// <summary>The mean confidence of the letters.</summary>
        public double Confidence => _letters == 0 ? 0 : Words.Sum(word => word.Confidence * word.Text.Length) / _letters;

        /// <summary>Sure words count, and long ones; Tesseract reads some text on its side, but worse and with odd order.</summary>
        public double Score => Words.Sum(word => word.Confidence * word.Confidence * word.Text.Length) * (IsOnItsSide ? 0.5 : 1);

        public bool IsGood => Confidence >= Good && _letters >= 12 && !IsOnItsSide;

        private bool IsOnItsSide
        {
            get
            {
                var longWords = Words.Where(word => word.Text.Length >= 4).ToArray();
                return longWords.Count(word => word.Height > word.Width) * 2 > longWords.Length;
            }
        }
    }
}
