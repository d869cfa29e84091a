package commands_test

import (
	"context"
	"fmt"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// buttonLine is the line that a button of an answer carries, by its text; "".
func buttonLine(r commands.Reply, text string) string {
	if r.Card == nil {
		return ""
	}
	for _, b := range buttonsOf(*r.Card) {
		if b.Text == text {
			return b.Line
		}
	}
	return ""
}

func buttonsOf(c view.Card) []view.Button {
	var out []view.Button
	for _, b := range c.Blocks {
		switch b := b.(type) {
		case view.Actions:
			out = append(out, b.Buttons...)
		case view.Section:
			if b.Button != nil {
				out = append(out, *b.Button)
			}
		}
	}
	return out
}

// card says that an incident's card was posted, as the engine does.
func (h *house) card(id string, in rollout.ChannelID, ts string) {
	h.t.Helper()
	err := h.store.Store.Update(context.Background(), func(tx store.Tx) error {
		for {
			rows, err := store.Claim(tx, tuesday, 1, nil)
			if err != nil || len(rows) == 0 {
				return err
			}
			at := rollout.MessageRef{Channel: rows[0].To.ID(), TS: fmt.Sprintf("%d.9", rows[0].Seq)}
			if rows[0].Kind == store.CardRow && rows[0].Subject == id {
				at = rollout.MessageRef{Channel: string(in), TS: ts}
			}
			if err := store.Finish(tx, tuesday, rows[0].Seq, rows[0].LeaseToken, store.Outcome{Class: rollout.SendAccepted, Ref: at}); err != nil {
				return err
			}
		}
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wantNote(id, text string) {
	h.t.Helper()
	err := h.store.Store.View(context.Background(), func(tx store.Tx) error {
		notes, err := store.Notes(tx, id)
		if len(notes) == 0 || notes[len(notes)-1].Text != text {
			h.t.Errorf("%s has the notes %+v, want %q", id, notes, text)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
