package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// logWords say of every verb what was done, and about what; and what was said
// about it. A test lists a verb without words.
var logWords = map[rollout.Verb]func(LogEntry) (what, why string){
	rollout.VerbHouse: plainly("read a changed configuration: administrators, auditors, fallback channel"),

	rollout.VerbImport:        importWords,
	rollout.VerbActivate:      plainly("activated the plan"),
	rollout.VerbLive:          plainly("ended the rollout, the plan is live"),
	rollout.VerbLink:          linkWords,
	rollout.VerbConfirm:       confirmWords,
	rollout.VerbOwnerSet:      ownerWords,
	rollout.VerbRolloutHold:   plainly("held the rollout"),
	rollout.VerbRolloutResume: plainly("ended the hold of the rollout"),

	rollout.VerbOpen:    openWords,
	rollout.VerbAck:     about("acknowledged %s"),
	rollout.VerbRelease: about("released %s"),
	rollout.VerbNote:    about("noted on %s"),
	rollout.VerbResolve: about("resolved %s"),
	rollout.VerbStep:    stepWords,
	rollout.VerbRemind:  about("reminded of %s"),
	rollout.VerbDaily:   about("told of %s again"),
	rollout.VerbLate:    about("told who reported %s that nobody has taken it"),
	rollout.VerbHold:    about("put %s off"),
	rollout.VerbClose:   about("closed %s"),

	rollout.VerbPauseAsk:      about("asked to pause the agent (%s)"),
	rollout.VerbPauseNow:      about("paused the agent at once (%s)"),
	rollout.VerbPauseApprove:  about("approved %s, the pause of the agent"),
	rollout.VerbPauseDecline:  about("declined %s, the pause of the agent"),
	rollout.VerbPauseStep:     pauseStepWords,
	rollout.VerbResumeAsk:     about("asked to resume the agent (%s)"),
	rollout.VerbResumeDecline: about("declined to resume the agent (%s)"),
	rollout.VerbResume:        about("let the agent be resumed (%s)"),
	rollout.VerbPauseTell:     about("asked the next to decide %s"),
	rollout.VerbPauseWait:     about("ended a wait of %s"),

	rollout.VerbSpend:     spendWords("booked"),
	rollout.VerbUndo:      spendWords("took back"),
	rollout.VerbReverse:   spendWords("reversed"),
	rollout.VerbSpendFeed: feedWords,

	rollout.VerbMonthly:    monthlyWords,
	rollout.VerbMonthlyEnd: about("ended %s"),

	rollout.VerbReviewPlan:    scheduleWords,
	rollout.VerbReviewDone:    reviewWords("finished"),
	rollout.VerbReviewSkip:    reviewWords("skipped"),
	rollout.VerbReviewSnooze:  reviewWords("put off"),
	rollout.VerbReviewCorrect: reviewWords("corrected"),

	rollout.VerbWaveStart:    waveWords("started"),
	rollout.VerbWaveComplete: waveWords("completed"),
	rollout.VerbWaveCancel:   waveWords("cancelled"),
	rollout.VerbWaveMove:     func(e LogEntry) (what, why string) { return "moved " + Excerpt(e.Why, 200), "" },
	rollout.VerbTick:         criterionWords("ticked %s of %s"),
	rollout.VerbUntick:       criterionWords("took back the tick of %s of %s"),
	rollout.VerbWaive:        criterionWords("waived %s of %s"),
	rollout.VerbNoCriteria:   criterionWords("passed %s of %s, an empty gate"),

	rollout.VerbAsk:       approvalWords("asked to %s (%s)"),
	rollout.VerbReword:    approvalWords("gave another reason to %s (%s)"),
	rollout.VerbApprove:   approvalWords("approved %[2]s: %[1]s"),
	rollout.VerbDecline:   approvalWords("declined %[2]s: %[1]s"),
	rollout.VerbExpire:    approvalWords("let %[2]s expire: %[1]s"),
	rollout.VerbSupersede: approvalWords("took %[2]s away: %[1]s"),

	rollout.VerbRetry: plainly("took up again messages that had been given up"),
}

// plainly are words that need no subject.
func plainly(words string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) { return words, e.Why }
}

// about are words with the subject's key put in.
func about(words string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) { return fmt.Sprintf(words, Line(e.Subject)), e.Why }
}

// recordOf is the record that an entry is about, as it was after; zero when the
// entry holds none.
func recordOf[T any](e LogEntry) T {
	var rec, none T
	if json.Unmarshal(e.After, &rec) != nil {
		return none
	}
	return rec
}

// importWords leave out the document's hash, which the record keeps.
func importWords(e LogEntry) (what, why string) {
	version, _, _ := strings.Cut(e.Why, ",")
	return "imported the plan, " + Line(version), ""
}

func linkWords(e LogEntry) (what, why string) {
	s := recordOf[rollout.State](e)
	if s.Home == "" {
		return "took the plan's home channel away", ""
	}
	return "made " + Channel(s.Home) + " the plan's home", ""
}

// confirmWords name the readings as people were shown them; older records have
// their paths only.
func confirmWords(e LogEntry) (what, why string) {
	const most = 3 // names in one line
	paths := strings.Split(e.Why, ", ")
	names := make([]string, len(paths))
	confirmed := recordOf[rollout.State](e).Confirmed
	for i, path := range paths {
		names[i] = cmp.Or(confirmed[path].Name, FieldName(rollout.Field{Path: path}))
	}
	return "confirmed " + count(len(paths), "reading", "readings"), List(names, most)
}

// ownerWords are of a role's record, or of the state, which has plan owner and
// rollout lead.
func ownerWords(e LogEntry) (what, why string) {
	if role := recordOf[rollout.Role](e); role.Name != "" {
		if len(role.Fills) == 0 {
			return "left " + Role(role.Name) + " with nobody", ""
		}
		return "filled " + Role(role.Name) + " with " + Places(role.Fills), ""
	}
	s := recordOf[rollout.State](e)
	who := s.PlanOwner
	if rollout.RoleKey(e.Why) == rollout.RoleKey(rollout.RoleRolloutLead) {
		who = s.Lead
	}
	return "made " + Person(who) + " " + Role(e.Why), ""
}

func openWords(e LogEntry) (what, why string) {
	what, why = about("opened %s")(e)
	if in := recordOf[rollout.Incident](e); in.Sev != 0 {
		what += ", " + Severity(in.Sev)
	}
	return what, why
}

// stepWords name whom an escalation told, or say that it told nobody.
func stepWords(e LogEntry) (what, why string) {
	in := recordOf[rollout.Incident](e)
	var told []rollout.Place
	for _, t := range in.Told {
		if t.At.Equal(e.At.Truncate(time.Second)) && !slices.Contains(told, t.Place) {
			told = append(told, t.Place)
		}
	}
	switch {
	case len(told) > 0:
		return "told " + Places(told) + " of " + Line(e.Subject), e.Why
	case in.Exhausted:
		return "found nobody further to tell of " + Line(e.Subject), e.Why
	}
	return "went on with " + Line(e.Subject), e.Why
}

func pauseStepWords(e LogEntry) (what, why string) {
	p := recordOf[rollout.Pause](e)
	var n int
	if _, err := fmt.Sscanf(e.Why, "step %d", &n); err != nil || n < 1 || n > len(p.Steps) {
		return "confirmed a step of " + Line(e.Subject), e.Why
	}
	return fmt.Sprintf("confirmed step %d of %s", n, Line(e.Subject)), p.Steps[n-1].Text
}

func spendWords(verb string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) {
		s := recordOf[rollout.Spend](e)
		return verb + " " + Line(s.Quantity.String()) + " (" + Line(e.Subject) + ")" + forLine(s), e.Why
	}
}

// feedWords are of the lines that a feed booked in one month; their digest is
// left out, which the record keeps.
func feedWords(e LogEntry) (what, why string) {
	lines, _, _ := strings.Cut(e.Why, ", sha256")
	_, month, _ := strings.Cut(e.Subject, "/")
	return "booked " + Line(lines) + ", of a feed for " + Line(PeriodName(rollout.Period(month))), ""
}

func scheduleWords(e LogEntry) (what, why string) {
	r := recordOf[rollout.Review](e)
	if r.Off {
		return "ended the schedule of " + textOr(Excerpt(r.Item, 80)), ""
	}
	return "scheduled " + textOr(Excerpt(r.Item, 80)), e.Why
}

func reviewWords(verb string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) {
		o := recordOf[rollout.ReviewOccurrence](e)
		what := verb + " " + textOr(Excerpt(o.Item, 80)) + " of " + Period(o.Period)
		switch last := len(o.Moves) - 1; {
		case e.Verb == rollout.VerbReviewDone:
			what += ", " + Line(string(o.Outcome))
		case e.Verb == rollout.VerbReviewCorrect:
			what += " to " + Line(string(o.Outcome))
		case e.Verb == rollout.VerbReviewSnooze && last >= 0:
			what += " to " + dayName(o.Moves[last].To)
		}
		return what, e.Why
	}
}

func waveWords(verb string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) {
		return verb + " " + textOr(Line(recordOf[rollout.WaveRun](e).Title)), e.Why
	}
}

// criterionWords are of an entry whose words begin with the criterion's key.
func criterionWords(words string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) {
		key, why, _ := strings.Cut(e.Why, ": ")
		return fmt.Sprintf(words, Line(key), textOr(Line(recordOf[rollout.WaveRun](e).Title))), why
	}
}

// approvalWords take the phrase of what was asked for, then its id.
func approvalWords(words string) func(LogEntry) (string, string) {
	return func(e LogEntry) (string, string) {
		a := recordOf[rollout.Approval](e)
		why := e.Why
		if a.State == rollout.ApprovalSuperseded {
			why = supersededWords(a)
		}
		return fmt.Sprintf(words, ApprovalPhrase(a), Line(e.Subject)), why
	}
}
