using ChatBot.Inference.Generation.Decoding;

namespace ChatBot.Inference.Generation.Caching;

/// <summary>
/// Texts that were read before, in blocks of a few tokens: a tree, in which texts with the same beginning share its blocks. Finds for a new
/// prompt the longest beginning that is already computed. Owns the blocks' memory. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed class BlockTree(IDecoder decoder, int blockTokens) : IDisposable
{
    private readonly Node _root = new(null, null!, []);

    /// <summary>Memory of all blocks.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the block that was not used for longest was last used, in the tree's caller's count; null where there is none.</summary>
    public long? OldestUse => OldestLeaf()?.LastUsed;

    /// <summary>The longest beginning of a prompt that the tree has.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="prefilledOnly">Only what was read several tokens at a time.</param>
    public BlockMatch Find(ReadOnlySpan<int> prompt, bool prefilledOnly)
    {
        List<KvSegment> found = [];
        var (length, prefilled) = (0, 0);
        foreach (var (node, count) in Walk(prompt))
        {
            var usable = prefilledOnly ? Math.Min(count, node.Prefilled) : count;
            if (usable > 0) found.Add(new KvSegment(node.Block, usable));
            if (prefilled == length) prefilled += Math.Min(usable, node.Prefilled);
            length += usable;
            if (usable < blockTokens) break;
        }

        return new BlockMatch([.. found], length, prefilled);
    }

    /// <summary>Marks what <see cref="Find"/> finds as used.</summary>
    public void Touch(ReadOnlySpan<int> prompt, long now)
    {
        foreach (var (node, _) in Walk(prompt)) node.LastUsed = now;
    }

    /// <summary>How many tokens of a text <see cref="Insert"/> would have to copy.</summary>
    public int Missing(ReadOnlySpan<int> tokens) => tokens.Length - Walk(tokens).Sum(static step => step.Count);

    /// <summary>Keeps a row's text. Only what the tree does not have yet is copied.</summary>
    public void Insert(CachedRow row)
    {
        var node = _root;
        for (var start = 0; start < row.Tokens.Count; start += blockTokens)
        {
            var tokens = row.Span.Slice(start, Math.Min(blockTokens, row.Tokens.Count - start));
            node = Child(node, row, start, tokens);
            node.LastUsed = Math.Max(node.LastUsed, row.LastUsed);
        }
    }

    /// <summary>Forgets the block that was not used for longest and that no other is built on.</summary>
    public bool EvictOldest()
    {
        if (OldestLeaf() is not { } leaf) return false;
        leaf.Parent!.Children.Remove(leaf);
        Bytes -= leaf.Block.Bytes;
        leaf.Block.Dispose();
        return true;
    }

    public void Dispose()
    {
        while (EvictOldest())
        {
        }
    }

    /// <summary>The nodes that a text passes, and how many tokens of each it has.</summary>
    private List<(Node Node, int Count)> Walk(ReadOnlySpan<int> tokens)
    {
        List<(Node, int)> path = [];
        var node = _root;
        while (!tokens.IsEmpty)
        {
            var (next, common) = (default(Node), 0);
            foreach (var child in node.Children)
            {
                var length = child.Span.CommonPrefixLength(tokens);
                if (length > common) (next, common) = (child, length);
            }

            if (next is null) break;
            path.Add((next, common));
            if (common < blockTokens) break;
            node = next;
            tokens = tokens[common..];
        }

        return path;
    }

    /// <summary>The child that has these tokens: one that has them, one that has their beginning and gets the rest, or a new one.</summary>
    private Node Child(Node node, CachedRow row, int start, ReadOnlySpan<int> tokens)
    {
        var prefilled = Math.Clamp(row.Prefilled - start, 0, tokens.Length);
        var (best, longest) = (default(Node), 0);
        foreach (var child in node.Children)
        {
            var common = child.Span.CommonPrefixLength(tokens);
            if (common == tokens.Length) return child;
            if (common == child.Tokens.Count && common > longest) (best, longest) = (child, common);
        }

        if (best is not null)
        {
            decoder.Save(row.Slot, start + longest, best.Block, longest, tokens.Length - longest);
            best.Tokens.AddRange(tokens[longest..]);
            if (best.Prefilled == longest) best.Prefilled = Math.Max(longest, prefilled);
            return best;
        }

        var block = new KvBlock(decoder.Shape, blockTokens);
        decoder.Save(row.Slot, start, block, 0, tokens.Length);
        var added = new Node(node, block, [.. tokens]) { Prefilled = prefilled };
        node.Children.Add(added);
        Bytes += block.Bytes;
        return added;
    }

    private Node? OldestLeaf()
    {
        Node? oldest = null;
        var pending = new Stack<Node>([_root]);
        while (pending.TryPop(out var node))
        {
            foreach (var child in node.Children) pending.Push(child);
            if (node.Children.Count == 0 && node != _root && (oldest is null || node.LastUsed < oldest.LastUsed)) oldest = node;
        }

        return oldest;
    }

    private sealed class Node(Node? parent, KvBlock block, List<int> tokens)
    {
        public Node? Parent { get; } = parent;

        public KvBlock Block { get; } = block;

        public List<int> Tokens { get; } = tokens;

        public ReadOnlySpan<int> Span => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Tokens);

        public List<Node> Children { get; } = [];

        public int Prefilled { get; set; }

        public long LastUsed { get; set; }
    }
}

/// <summary>What a tree has of a prompt.</summary>
/// <param name="Segments">Where it is, in the prompt's order.</param>
/// <param name="Length">How many tokens in all.</param>
/// <param name="Prefilled">How many of the first of them were read several at a time.</param>
internal sealed record BlockMatch(KvSegment[] Segments, int Length, int Prefilled);
