package commands_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// withReviews is the story's plan running since July, on the day on which the
// review of data sources, lee's, is due: Monday 3 August, 10:00 in Berlin. It is
// row R5, and the only one that is.
func withReviews(t testing.TB) *house {
	t.Helper()
	h := newHouse(t).withPlan()
	h.want("maya", "plan activate confirm", "is active")
	h.d.Clock = still(time.Date(2026, 8, 3, 8, 0, 0, 0, time.UTC))
	return h
}

// Who may settle a review: whoever it is asked of, and the plan owner. An
// administrator is neither.
func TestWhoMaySettleAReview(t *testing.T) {
	base := withReviews(t)
	for _, line := range []string{
		"review done data source review accepted", "review done R5", "review skip R5 because nobody used it", "review snooze R5 3d because lee is ill",
	} {
		for user := range accounts {
			t.Run(line+" as "+string(user), func(t *testing.T) {
				h := base.copied(t)
				h.d.Clock = base.d.Clock
				before := h.dump()
				got := h.typed(user, line)
				may := user == "lee" || user == "maya"
				refused := strings.Contains(got, "may settle this review") && strings.Contains(got, "Nothing was changed.")
				if refused == may {
					t.Errorf("answered %s", got)
				}
				if changed := h.dump() != before; changed != (may && line != "review done R5") {
					t.Errorf("changed the store: %v, and answered %s", changed, got)
				}
			})
		}
	}
}

func TestWaysToSettleAReview(t *testing.T) {
	base := withReviews(t)
	tests := []struct{ line, want string }{
		{"review done R5 accepted", "Data source review for August 2026: accepted. The next one is due Mon 7 Sep 2026."},
		{"reviews done 5 accepted", "August 2026: accepted."},
		{"review done data source review accepted with actions <https://example.com/x?a=1&amp;b=2|example.com/x> one source was old", "accepted with actions."},
		{"review done DATA SOURCE REVIEW for 2026-08 reject it is wrong", "August 2026: rejected."},
		{"in HR Policy Assistant review done r5 2026-08 accepted", "August 2026: accepted."},
		{"review done R5 2026-09 accepted", "is still open for August 2026. Nothing was changed."},
		{"review done R5 2026-02 accepted", "What was missed stays missed. Nothing was changed."},
		{"review done R5 maybe", "“maybe” is no outcome of a review, so nothing was changed."},
		{"review done R5 2026-13-45 accepted", "has no open review"},
		{"review done R9 accepted", "The plan has no review “r9 accepted”, so nothing was changed."},
		{"review done", "No review was named, so nothing was changed."},
		{"review done data sorce review accepted", "Did you mean “Data source review”?"},
		{"review done access review accepted", "is not due: the next one is due Mon 7 Sep 2026. Nothing was changed."},
		{"review done access review 2026-08 accepted", "Access review for August 2026: accepted."},
		{"review done data accepted with actions: drop the old wiki", "Data source review for August 2026: accepted with actions."},
		{"review done R5 Accepted with action, TBD owner", "accepted with actions."},
		{"review done R5 rejected: no evidence", "August 2026: rejected."},
		{"review done review accepted", "The plan has no review “review accepted”"},
		{"review snooze data 3 because lee is ill", "is put off: it is due Thu 6 Aug 2026 now."},
		{"review history data", "August 2026: due today, asked of @lee"},
		{"review skip R5", "This needs a reason, so nothing was changed."},
		{"review skip R5 because", "This needs a reason, so nothing was changed."},
		{"review skip R5 because nobody used it", "is skipped: “nobody used it”"},
		{"review snooze R5 because ill", "“because” is no number of days, so nothing was changed."},
		{"review snooze R5 2w because lee is ill", "is put off: it is due Mon 17 Aug 2026 now."},
		{"review snooze R5 for 3 days because lee is ill", "is put off: it is due Thu 6 Aug 2026 now."},
		{"review snooze R5 9999d because never", "cannot be put off by 9999 days"},
		{"review snooze R5 6w because never", "the next one falls due Mon 7 Sep 2026. Nothing was changed."},
		{"review history R5", "August 2026: due today, asked of @lee"},
		{"review history R5 please", "I do not know “please”; nothing was done."},
		{"review", "No review is due from you."}, // it is lee's
		{"review due now", "I do not know “now”"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := base.copied(t)
			h.d.Clock = base.d.Clock
			before := h.dump()
			got := h.typed("maya", tt.line)
			if !strings.Contains(got, tt.want) {
				t.Errorf("answered %s\nwant %s", got, tt.want)
			}
			says := strings.Contains(got, "othing was changed") || strings.Contains(got, "nothing was done")
			if says && h.dump() != before {
				t.Error("says that nothing was changed, and changed something")
			}
		})
	}
}

func (h *house) occurrences(row rollout.RowID) (all []rollout.ReviewOccurrence) {
	h.t.Helper()
	err := h.store.Store.View(context.Background(), func(tx store.Tx) (err error) {
		all, err = store.ReviewOccurrences(tx, "hr-policy-assistant", row, 0)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// A request that is delivered twice is done once, and answered alike; two
// requests that say the same are one review.
func TestReviewTwice(t *testing.T) {
	h := withReviews(t)
	line := "review done R5 accepted <https://example.com/8|example.com/8> all well"
	first := h.says(ask{key: "k1", user: "lee", in: "agent-hr", line: line})
	after := h.dump()
	if again := h.says(ask{key: "k1", user: "lee", in: "agent-hr", line: line}); again != first {
		t.Errorf("again: %s\nfirst: %s", again, first)
	}
	if h.dump() != after {
		t.Error("a repeat changed something")
	}
	all := h.occurrences("R5")
	if len(all) != 1 || all[0].Link != "https://example.com/8" || all[0].Text != "all well" || all[0].By != "lee" || all[0].Late != 0 {
		t.Errorf("%+v", all)
	}
	h.want("maya", "review done R5 2026-08 rejected", "was accepted already by @lee", "Nothing changed.")
	if all := h.occurrences("R5"); len(all) != 1 || all[0].Outcome != rollout.Accepted {
		t.Errorf("%+v", all)
	}
}

// A form says what it could not take under its field, and then saves nothing.
func TestReviewForm(t *testing.T) {
	base := withReviews(t)
	key := "hr-policy-assistant/R5/2026-08"
	tests := []struct {
		name   string
		fields map[string]string
		want   string
		saved  bool
	}{
		{"one", map[string]string{"outcome/" + key: "accepted", "note/" + key: "https://example.com/8 well"}, "August 2026: accepted.", true},
		{"nothing chosen", map[string]string{"outcome/" + key: "", "note/" + key: "x"}, "outcome/" + key + ": No outcome was chosen", false},
		{"no field at all", map[string]string{}, "No outcome was chosen, so nothing was changed.", false},
		{"an outcome of one's own", map[string]string{"outcome/" + key: "skipped"}, "outcome/" + key + ": “skipped” is no outcome", false},
		{"a link that is none", map[string]string{"outcome/" + key: "accepted", "note/" + key: "https:///x"}, "note/" + key + ": The link to the evidence is no address", false},
		{"too long", map[string]string{"outcome/" + key: "accepted", "note/" + key: strings.Repeat("x", 3001)}, "note/" + key + ": The text has 3001 characters", false},
		{"one good and one that is nobody's", map[string]string{"outcome/" + key: "accepted", "outcome/hr-policy-assistant/R99/2026-08": "accepted"}, "The plan has no review R99", false},
		{"one good and one of somebody else", map[string]string{"outcome/" + key: "accepted", "outcome/hr-policy-assistant/R2/2026-08": "accepted"}, "may settle this review", false},
		{"no review's key", map[string]string{"outcome/x": "accepted"}, "That form is not one of mine", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := base.copied(t)
			h.d.Clock = base.d.Clock
			before := h.dump()
			got := h.says(ask{user: "lee", via: rollout.ByForm, line: "review due", fields: tt.fields})
			if !strings.Contains(got, tt.want) {
				t.Errorf("answered %s\nwant %s", got, tt.want)
			}
			if saved := h.dump() != before; saved != tt.saved {
				t.Errorf("saved: %v", saved)
			}
		})
	}
}

// Whoever comes to hold something in a running plan has one morning, and a draft
// wakes nobody.
func TestMorningsAreArmed(t *testing.T) {
	h := newHouse(t).withPlan()
	armed := func() string {
		var who []string
		err := h.store.Store.View(context.Background(), func(tx store.Tx) error {
			for _, u := range []rollout.UserID{"ada", "dana", "lee", "maya", "priya"} {
				if timer, err := store.Timer(tx, rollout.DigestKey(u)); err == nil {
					who = append(who, fmt.Sprintf("%s %s", u, timer.Due.Format("02 15:04")))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(who, ", ")
	}
	if got := armed(); got != "" {
		t.Errorf("a draft wakes %s", got)
	}
	h.want("maya", "plan activate confirm", "is active")
	if got, want := armed(), "dana 15 07:00, lee 15 07:00, maya 15 07:00"; got != want {
		t.Errorf("activated: %s, want %s", got, want)
	}
	h.want("maya", "owner set Risk Officer @priya", "is filled by")
	h.want("maya", "owner set plan-owner @ada", "ada")
	if got, want := armed(), "ada 15 07:00, dana 15 07:00, lee 15 07:00, maya 15 07:00, priya 15 07:00"; got != want {
		t.Errorf("two more: %s, want %s", got, want)
	}
}
