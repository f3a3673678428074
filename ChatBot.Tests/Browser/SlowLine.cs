using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>A page's web socket, in which a test holds back or loses what is sent: to the page, a server that is slow or away.</summary>
internal sealed partial class SlowLine
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _held = [];
    private IWebSocketRoute? _socket;
    private bool _isHeld;
    private bool _isDeaf;

    /// <summary>Loads a page again, over a line that can be held.</summary>
    public static async Task<SlowLine> UnderAsync(ChatWindow window)
    {
        var line = new SlowLine();
        await window.Page.RouteWebSocketAsync(Address(), line.Connect);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        return line;
    }

    /// <summary>From now on the page hears nothing; what it sends arrives.</summary>
    public void Hold()
    {
        lock (_gate) _isHeld = true;
    }

    /// <summary>The page hears what was held, in its order, and all that follows.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            while (_held.TryDequeue(out var send)) send();
        }
    }

    /// <summary>What the page sends is lost from now on, as on a line that is dead and does not know it yet.</summary>
    public void Lose()
    {
        lock (_gate) _isDeaf = true;
    }

    /// <summary>The line breaks, so that the page sees it; the next one is whole.</summary>
    public async Task BreakAsync()
    {
        lock (_gate)
        {
            _isDeaf = _isHeld = false;
            _held.Clear();
        }

        await _socket!.CloseAsync();
    }

    private void Connect(IWebSocketRoute socket)
    {
        _socket = socket;
        var server = socket.ConnectToServer();
        socket.OnMessage(frame =>
        {
            lock (_gate)
            {
                if (!_isDeaf) Send(server, frame);
            }
        });
        server.OnMessage(frame =>
        {
            lock (_gate)
            {
                if (_isHeld) _held.Enqueue(() => Send(socket, frame));
                else Send(socket, frame);
            }
        });
    }

    private static void Send(IWebSocketRoute to, IWebSocketFrame frame)
    {
        if (frame.Binary is { } bytes) to.Send(bytes);
        else to.Send(frame.Text!);
    }

    [GeneratedRegex("/_blazor")]
    private static partial Regex Address();
}
