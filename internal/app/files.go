package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// ImportFile imports a document as owner, who becomes plan owner of a new
// plan, and returns the answer as plain text. A refusal is a *rollout.Problem.
// Whoever can write the store's file decides for themselves whom they act as.
func (a *App) ImportFile(ctx context.Context, owner rollout.UserID, name string, doc []byte) (string, error) {
	reply, err := a.Dispatcher.Try(ctx, commands.Request{
		Via: rollout.ByCLI, Person: rollout.Person{ID: owner, Account: rollout.Member},
		Line: "plan import", Files: []commands.File{{Name: name, Content: doc}},
	})
	if err != nil || reply.Card == nil {
		return "", err
	}
	return strings.TrimRight(reply.Card.Plain(), "\n"), nil
}

// Agents lists every plan: its id and its agent's name.
func (a *App) Agents(ctx context.Context) (out [][2]string, err error) {
	err = a.Store.View(ctx, func(tx store.Tx) error {
		states, err := store.States(tx, "", 0)
		for _, s := range states {
			out = append(out, [2]string{string(s.Plan), view.PlainText(view.Line(s.Agent))})
		}
		return err
	})
	return out, err
}

// Export is the newest document of a plan, named by its id or its agent's
// name, byte for byte.
func (a *App) Export(ctx context.Context, agent string) (doc []byte, err error) {
	err = a.Store.View(ctx, func(tx store.Tx) error {
		states, err := store.States(tx, "", 0)
		if err != nil {
			return err
		}
		for _, s := range states {
			if string(s.Plan) == agent || rollout.RoleKey(s.Agent) == rollout.RoleKey(agent) {
				d, err := store.NewestDocument(tx, s.Plan)
				doc = d.Bytes
				return err
			}
		}
		return fmt.Errorf("no agent is called %q; see rollout export --list", agent)
	})
	return doc, err
}

// Report is what a check of a store found.
type Report = bolt.Report

// Verify checks the store in a file that no process has open, or a copy of one.
func Verify(path string) (Report, error) { return bolt.Verify(path) }
