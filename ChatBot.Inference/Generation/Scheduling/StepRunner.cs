using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Generation.Speculation;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>Does what an answer's error ends only that answer.</summary>
internal delegate void Attempt(Sequence sequence, Action action);

/// <summary>Chooses an answer's next token from its scores; null when the answer is over.</summary>
internal delegate int? Accept(Sequence sequence, Span<float> logits);

/// <summary>
/// The model's runs: portions of prompts, joint decode steps, and checks of guessed tokens. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed class StepRunner(IDecoder decoder, SchedulerLimits limits, TimeProvider time, Attempt attempt, Accept accept)
{
    /// <summary>The only borders at which a reproducible prompt is cut where the size of a chunk changes its scores.</summary>
    private const int Grid = 64;

    private readonly PrefillPace _pace = new(limits.DelayInSteps);

    private int _turn;

    /// <summary>Reads as much of the prompts as the running answers can wait for; the prompts take turns.</summary>
    public void ReadPrompts(List<Sequence> running)
    {
        var prompts = running.FindAll(static sequence => !sequence.IsDecoding);
        if (prompts.Count == 0) return;
        var budget = _pace.Chunk(decoder.LongestChunk, someoneWaits: prompts.Count < running.Count);
        _turn++;
        for (var i = 0; i < prompts.Count && budget > 0; i++)
        {
            var sequence = prompts[(_turn + i) % prompts.Count];
            attempt(sequence, () => budget -= ReadPortion(sequence, budget));
        }
    }

    /// <summary>Writes every running answer's next token, or several of the only one's.</summary>
    /// <param name="running">The answers; those whose prompts are still read are left out.</param>
    /// <param name="mayTakeTime">Whether nobody waits meanwhile.</param>
    /// <param name="run">Ends the step early.</param>
    public void Decode(List<Sequence> running, bool mayTakeTime, RunOptions run)
    {
        var decoding = running.FindAll(static sequence => sequence.IsDecoding);
        if (decoding.Count == 1 && running.Count == 1 && mayTakeTime && Guess(decoding[0]) is { Length: > 0 } guess)
        {
            attempt(decoding[0], () => Verify(decoding[0], guess, run));
            return;
        }

        if (decoding.Count == 0) return;
        if (limits.RowsAreIndependent || !decoding.Exists(static sequence => sequence.IsReproducible))
        {
            StepTogether(decoding, run);
            return;
        }

        var (apart, together) = (decoding.FindAll(static sequence => sequence.IsReproducible), decoding.FindAll(static sequence => !sequence.IsReproducible));
        if (together.Count > 0) StepTogether(together, run);
        foreach (var sequence in apart) attempt(sequence, () => Step([sequence], run));
    }

    private int ReadPortion(Sequence sequence, int budget)
    {
        var row = sequence.Row!;
        var count = Portion(sequence, budget);
        var start = time.GetTimestamp();
        Span<float> logits;
        try
        {
            logits = decoder.Prefill(row.Slot, sequence.Unread[..count], sequence.Generation.Run);
        }
        finally
        {
            // An interrupted run may have finished some of its chunks.
            var read = decoder.Length(row.Slot) - row.Tokens.Count;
            if (row.Prefilled == row.Tokens.Count && count > 1) row.Prefilled += read;
            row.Tokens.AddRange(sequence.Unread[..read]);
        }

        _pace.Read(count, time.GetElapsedTime(start));
        if (sequence.Unread.IsEmpty) accept(sequence, logits);
        return count;
    }

    private int Portion(Sequence sequence, int budget)
    {
        var unread = sequence.Unread.Length;
        if (sequence.IsReproducible && !limits.RowsAreIndependent) return Math.Min(unread, Grid - (sequence.Row!.Tokens.Count % Grid));

        // A single token would go through the kernels of a decode step, which a prompt that is cut elsewhere does not.
        var count = Math.Min(unread, Math.Max(2, budget));
        return unread - count != 1 ? count : count > 2 ? count - 1 : count + 1;
    }

    private void StepTogether(List<Sequence> sequences, RunOptions run)
    {
        try
        {
            Step(sequences, run);
        }
        catch (OnnxRuntimeException) when (!run.Terminate)
        {
            // One of them is at fault, or all are: apart it shows.
            foreach (var sequence in sequences) attempt(sequence, () => Step([sequence], run));
        }
        catch (OnnxRuntimeException)
        {
            // The engine is shutting down: the next round cancels everybody.
        }
    }

    private void Step(List<Sequence> sequences, RunOptions run)
    {
        var start = time.GetTimestamp();
        Span<int> slots = stackalloc int[sequences.Count], tokens = stackalloc int[sequences.Count];
        for (var i = 0; i < sequences.Count; i++) (slots[i], tokens[i]) = (sequences[i].Row!.Slot, sequences[i].Tokens[^1]);
        decoder.Step(slots, tokens, run);
        _pace.Stepped(time.GetElapsedTime(start));
        foreach (var sequence in sequences) sequence.Row!.Tokens.Add(sequence.Tokens[^1]);
        for (var i = 0; i < sequences.Count; i++)
        {
            var index = i;
            attempt(sequences[i], () => accept(sequences[index], decoder.Logits(index)));
        }
    }

    /// <summary>What may follow, where trying pays; empty where not. Reproducible answers never depend on being alone.</summary>
    private int[] Guess(Sequence sequence)
    {
        if (!limits.Speculate || !decoder.ScoresEveryPosition || sequence.IsReproducible || _pace.Step == 0) return [];
        var left = sequence.Generation.Request.MaxTokens - sequence.Written - 1;
        var longest = Math.Min(left, Math.Min(decoder.LongestChunk, DecoderLimits.LongestVerify) - 1);
        if (sequence.Speculation.Length > 0) return PromptLookup.Guess(sequence.Tokens, Math.Min(longest, sequence.Speculation.Length));
        if (PromptLookup.Guess(sequence.Tokens, Math.Min(longest, 1)).Length > 0) sequence.Speculation.Passed();
        return [];
    }

    /// <summary>
    /// Reads the last token and the guess in one run. Each place's scores choose a token as they would have after a step of its own; the
    /// first that differs from the guess ends what can be used.
    /// </summary>
    private void Verify(Sequence sequence, int[] guess, RunOptions run)
    {
        var row = sequence.Row!;
        var start = time.GetTimestamp();
        decoder.Verify(row.Slot, [sequence.Tokens[^1], .. guess], run);
        var took = time.GetElapsedTime(start);
        var length = row.Tokens.Count;
        row.Tokens.Add(sequence.Tokens[^1]);
        var used = 0;
        while (true)
        {
            var token = accept(sequence, decoder.Logits(used));
            used++;
            if (token is null || used > guess.Length || token != guess[used - 1]) break;
            row.Tokens.Add(guess[used - 1]);
        }

        if (decoder.Length(row.Slot) > length + used) decoder.Rewind(row.Slot, length + used);
        sequence.Speculation.Tried(guess.Length, used - 1, took.Ticks / _pace.Step);
    }
}
