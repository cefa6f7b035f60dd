using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Origins;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Examination;

/// <summary>
/// Examines one hop: a first full observation, then only the variations that tell apart what is still open, one factor at a time.
/// It stops as soon as it knows.
/// </summary>
/// <param name="observe">Sends one request; <see cref="ProbeClient.ObserveAsync"/>, or a script in tests.</param>
/// <param name="time">The clock that repetitions are limited by.</param>
/// <param name="progress">Hears what is being done.</param>
public sealed class Examiner(
    Func<ProbeTarget, Variation, CancellationToken, Task<Observation>> observe, TimeProvider time, IProgress<ProbeProgress>? progress = null)
{
    const string Compression = "gzip, deflate, br";
    const double SureEnough = 0.7;

    /// <summary>What a second observation of the same adds to the confidence in both, and the most that it makes of it.</summary>
    const double Agreement = 0.15;
    const double AgreedAtMost = 0.9;
    const int Repeats = 2;

    /// <summary>A verdict that takes longer is not waited for: what is blurred is repeated only while the rest still fits.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(19);

    static readonly TimeSpan Full = Takes(ProbePlans.Full);
    static readonly TimeSpan Short = Takes(ProbePlans.Short);

    /// <summary>The longest plan takes 5 seconds; what has not come after three times that is not coming.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(2);

    /// <summary>Examines the hop.</summary>
    /// <param name="target">The hop.</param>
    /// <param name="cuts">Whether to try how it ends answers whose source breaks off.</param>
    /// <param name="post">Whether to POST.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HopExamination> ExamineAsync(ProbeTarget target, bool cuts, bool post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var run = new Run(this, target, post, cancellationToken);
        var hello = await run.TryAsync("asking whether anybody is there", new() { Origin = ProbePlans.Hello, Name = "hello", Patience = HelloPatience });
        var version = ProbeVersion.Http11;
        if (!hello.Counts && target.Encrypted)
        {
            // Some edges speak HTTP/2 only.
            var second = await run.TryAsync("asking over HTTP/2", new() { Origin = ProbePlans.Hello, Version = ProbeVersion.Http2, Name = "hello, HTTP/2", Patience = HelloPatience });
            (hello, version) = second.Counts ? (second, ProbeVersion.Http2) : (hello, version);
        }

        if (!hello.Counts)
            return new() { Target = target, Trials = run.Trials, Decisive = hello };
        run.Forget(hello);
        return hello.Observation.Stamped ? await StampedAsync(run, version, cuts) : await UnstampedAsync(run, version);
    }

    /// <summary>Observes the hop once, the way the outermost one was decided on.</summary>
    public async Task<HopExamination> ExamineOnceAsync(ProbeTarget target, Variation like, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(like);
        var run = new Run(this, target, like.Post, cancellationToken);
        var version = target.Encrypted ? like.Version : ProbeVersion.Http11;
        var trial = await run.SureAsync("the same way", like with { Version = version });
        return new() { Target = target, Trials = run.Trials, Decisive = trial };
    }

    static async Task<HopExamination> StampedAsync(Run run, ProbeVersion version, bool cuts)
    {
        var first = await run.SureAsync("first observation", new() { Origin = ProbePlans.Full, Version = version, Name = Name(run.Target, version), Patience = Patience });
        var (decisive, only) = (first, OnlyWhen.Always);
        IReadOnlyList<CutTrial>? ends = null;
        if (first.Pattern.Kind is not (PatternKind.Cut or PatternKind.TruncatedLooksComplete or PatternKind.Failed))
        {
            var second = run.Target.Encrypted && version == ProbeVersion.Http11
                ? run.TryAsync("over HTTP/2", new() { Origin = ProbePlans.Short, Version = ProbeVersion.Http2, Name = "HTTP/2", Patience = Patience })
                : Task.FromResult(first);
            // Two short streams at a time do not disturb each other; what they show is looked at in full where it matters.
            var compressed = first.Pattern.IsHeld ? Task.FromResult(first) : run.TryAsync("accepting compression", Compressed(version, ProbePlans.Short));
            var http2 = await second;
            (decisive, only) = first.Pattern.IsHeld
                ? (first, http2 is { Counts: true, Pattern.IsHeld: false } ? OnlyWhen.TlsHttp11 : OnlyWhen.Always)
                : await CompressedAsync(run, first, await compressed);
            if (!decisive.Pattern.IsHeld && http2.Pattern.IsHeld)
            {
                var full = await run.SureAsync("over HTTP/2, longer", http2.Variation with { Origin = ProbePlans.Full });
                (decisive, only) = full.Pattern.IsHeld ? (full, OnlyWhen.Http2) : (decisive, only);
            }

            if (decisive.Pattern.IsHeld || decisive.Pattern.Kind == PatternKind.HeadHeld)
            {
                var cure = run.HasTime(Short) ? run.TryAsync("with headers against buffering", Cure(decisive)) : Task.CompletedTask;
                ends = cuts ? await CutsAsync(run) : [];
                await cure;
            }
        }

        return new()
        {
            Target = run.Target,
            Trials = run.Trials,
            Decisive = decisive,
            OnlyWhen = only,
            Cuts = ends ?? (cuts && first.Counts ? await CutsAsync(run) : []),
            Notes = run.Notes,
        };
    }

    static async Task<(Trial, OnlyWhen)> CompressedAsync(Run run, Trial first, Trial trial)
    {
        if (!trial.Counts)
            return (first, OnlyWhen.Always);
        if (trial.Pattern.IsHeld)
        {
            // The short plan says that it is held; the full one says how.
            var full = await run.SureAsync("accepting compression, longer", Compressed(trial.Variation.Version, ProbePlans.Full));
            return full.Pattern.IsHeld ? (full, OnlyWhen.Compressed) : (first, OnlyWhen.Always);
        }

        return trial.Pattern.Kind == PatternKind.HeadHeld && first.Pattern.Kind != PatternKind.HeadHeld ? (trial, OnlyWhen.Compressed) : (first, OnlyWhen.Always);
    }

    static Variation Compressed(ProbeVersion version, OriginRequest plan) =>
        new() { Origin = plan, Version = version, AcceptEncoding = Compression, Name = "accepting compression", Patience = Patience };

    static Variation Cure(Trial held) => held.Variation with
    {
        Origin = ProbePlans.Short with { AntiBuffering = AntiBuffering.All },
        Name = held.Variation.Name + ", source asks not to buffer",
    };

    static async Task<IReadOnlyList<CutTrial>> CutsAsync(Run run)
    {
        var versions = run.Target.Encrypted ? [ProbeVersion.Http11, ProbeVersion.Http2] : new[] { ProbeVersion.Http11 };
        var asked = versions.SelectMany(v => new[] { (Version: v, How: OriginCut.Fin), (Version: v, How: OriginCut.Reset) });
        var seen = await Task.WhenAll(asked.Select(a => run.ObserveAsync(
            "breaking off on purpose", new() { Origin = ProbePlans.Cut(a.How), Version = a.Version, Patience = CutPatience })));
        // Where nothing arrived, or the hop still waits, nothing is known about how it ends an answer.
        return [.. seen.Where(o => o is { Status: 200, End: not AnswerEnd.Left })
            .Select(o => new CutTrial(o.Variation.Version, o.Variation.Origin!.Cut == OriginCut.Reset, o.End == AnswerEnd.Complete))];
    }

    static async Task<HopExamination> UnstampedAsync(Run run, ProbeVersion version)
    {
        var first = await run.TryAsync("first observation", new() { Version = version, Name = Name(run.Target, version), Patience = Patience });
        var (decisive, only) = (first, OnlyWhen.Always);
        if (first.Counts && !first.Pattern.IsHeld)
        {
            var compressed = await run.TryAsync("accepting compression", new() { Version = version, AcceptEncoding = Compression, Name = "accepting compression", Patience = Patience });
            (decisive, only) = compressed is { Counts: true, Pattern.IsHeld: true, Observation.Coding: not null } ? (compressed, OnlyWhen.Compressed) : (first, only);
        }
        else if (first.Counts && run.Target.Encrypted && version == ProbeVersion.Http11)
        {
            var http2 = await run.TryAsync("over HTTP/2", new() { Version = ProbeVersion.Http2, Name = "HTTP/2", Patience = Patience });
            only = http2 is { Counts: true, Pattern.IsHeld: false } ? OnlyWhen.TlsHttp11 : only;
        }

        run.Note("No reference origin answered behind this address, so arrivals alone were judged: a producer that batches looks like a hop that buffers. "
            + "Put 'sluice origin' behind the last hop for a sure verdict.");
        return new() { Target = run.Target, Trials = run.Trials, Decisive = decisive, OnlyWhen = only, Notes = run.Notes };
    }

    static string Name(ProbeTarget target, ProbeVersion version) => (target.Encrypted, version) switch
    {
        (_, ProbeVersion.Http2) => "HTTP/2",
        (true, _) => "HTTP/1.1 with TLS",
        _ => "HTTP/1.1",
    };

    /// <summary>The requests of one examination.</summary>
    sealed class Run(Examiner examiner, ProbeTarget target, bool post, CancellationToken cancellationToken)
    {
        // Two requests may end at the same time.
        readonly Lock _lock = new();
        readonly List<Trial> _trials = [];
        readonly List<string> _notes = [];
        readonly long _began = examiner.Now;

        public ProbeTarget Target => target;

        public IReadOnlyList<Trial> Trials => _trials;

        public IReadOnlyList<string> Notes => _notes;

        public void Note(string note)
        {
            lock (_lock)
                _notes.Add(note);
        }

        public void Forget(Trial trial)
        {
            lock (_lock)
                _trials.Remove(trial);
        }

        public Task<Observation> ObserveAsync(string doing, Variation variation)
        {
            examiner.Report(target, doing);
            return examiner.Observe(target, variation with { Post = post }, cancellationToken);
        }

        public async Task<Trial> TryAsync(string doing, Variation variation)
        {
            var observation = await ObserveAsync(doing, variation);
            var trial = new Trial(observation, PatternReader.Read(observation));
            var first = false;
            lock (_lock)
            {
                first = _trials.Count == 0;
                // The first says why nothing can be said at all; a variation that is not to be had is no result.
                if (trial.Counts || first)
                    _trials.Add(trial);
            }

            if (!first && !trial.Counts && observation.Fault != Http2Exchange.NotOffered)
                Note($"{variation.Name}: {observation.Fault ?? $"status {observation.Status}"}");
            return trial;
        }

        /// <summary>Repeats an observation that a restless machine or network has blurred; the surest one counts, and two that agree are sure.</summary>
        public async Task<Trial> SureAsync(string doing, Variation variation)
        {
            var kept = await TryAsync(doing, variation);
            for (var repeat = 1; repeat <= Repeats && kept.Counts && kept.Pattern.Confidence < SureEnough && HasTime(Full + Rest(kept)); repeat++)
            {
                var again = await TryAsync($"{doing}, once more", variation);
                var agreed = kept.Pattern.Kind != PatternKind.Irregular && again.Pattern.Resembles(kept.Pattern);
                (kept, var dropped) = again.Pattern.Confidence > kept.Pattern.Confidence ? (again, kept) : (kept, again);
                Forget(dropped);
                if (agreed)
                    return Replace(kept, kept with { Pattern = kept.Pattern with { Confidence = Math.Max(kept.Pattern.Confidence, Math.Min(kept.Pattern.Confidence + Agreement, AgreedAtMost)) } });
            }

            return kept;
        }

        /// <summary>Whether something that takes so long ends before a verdict is no longer waited for.</summary>
        public bool HasTime(TimeSpan needed) => examiner.Elapsed(_began) + needed < Longest;

        /// <summary>What follows: the cure where the stream is held, a variation and that one in full where it is not.</summary>
        static TimeSpan Rest(Trial trial) => trial.Pattern.IsHeld ? Short : Short + Full;

        Trial Replace(Trial old, Trial next)
        {
            lock (_lock)
                _trials[_trials.IndexOf(old)] = next;
            return next;
        }
    }

    /// <summary>A plan has hundreds of pauses, and each ends a little late.</summary>
    static TimeSpan Takes(OriginRequest plan) => plan.Duration * 1.35;

    long Now => time.GetTimestamp();

    TimeSpan Elapsed(long began) => time.GetElapsedTime(began);

    Task<Observation> Observe(ProbeTarget target, Variation variation, CancellationToken cancellationToken) => observe(target, variation, cancellationToken);

    void Report(ProbeTarget target, string doing) => progress?.Report(new(target.Name, doing));
}
