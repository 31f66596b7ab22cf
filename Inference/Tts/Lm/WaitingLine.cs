using System.Runtime.InteropServices;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Counts the requests that wait for a slot and those that have one, by owner. A quarter of the room is kept for others than the owner
/// who waits most. Thread-safe.
/// </summary>
/// <param name="room">Requests that may wait.</param>
internal sealed class WaitingLine(int room)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, Share> _owners = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <returns>False when there is no room for one more of this owner's.</returns>
    public bool TryEnter(string owner)
    {
        lock (_gate)
        {
            int own = _owners.GetValueOrDefault(owner).Waiting;
            if (_count == room || own == room - (room / 4))
            {
                return false;
            }

            Change(owner, waiting: 1, slots: 0);
            return true;
        }
    }

    /// <summary>One that entered waits no longer.</summary>
    public void Leave(string owner)
    {
        lock (_gate)
        {
            Change(owner, waiting: -1, slots: 0);
        }
    }

    /// <summary>One that entered has a slot now.</summary>
    public void Start(string owner)
    {
        lock (_gate)
        {
            Change(owner, waiting: -1, slots: 1);
        }
    }

    /// <summary>One that had a slot is done.</summary>
    public void Stop(string owner)
    {
        lock (_gate)
        {
            Change(owner, waiting: 0, slots: -1);
        }
    }

    /// <summary>
    /// Requests that would get a slot before one more of this owner's: his own, and of everybody else as many as bring him to as many as
    /// this owner then has, since a slot goes to who holds the fewest.
    /// </summary>
    public int Before(string owner)
    {
        lock (_gate)
        {
            Share own = _owners.GetValueOrDefault(owner);
            int level = own.Waiting + own.Slots + 1;
            int before = own.Waiting;
            foreach ((string name, Share share) in _owners)
            {
                before += name == owner ? 0 : Math.Clamp(level - share.Slots, 0, share.Waiting);
            }

            return before;
        }
    }

    private void Change(string owner, int waiting, int slots)
    {
        ref Share share = ref CollectionsMarshal.GetValueRefOrAddDefault(_owners, owner, out _);
        share = new Share(share.Waiting + waiting, share.Slots + slots);
        _count += waiting;
        if (share == default)
        {
            _owners.Remove(owner);
        }
    }

    private readonly record struct Share(int Waiting, int Slots);
}
