package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Schema is the number of the layout that this program writes. Fields that are
// only added do not raise it.
const Schema = 2

const (
	metaSchema = "schema"
	metaSecret = "secret"
	metaTeam   = "team"
)

// DefaultWorkspace is used when none is named.
const DefaultWorkspace = "default"

var workspaceName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`)

// Workspace checks a workspace's name and puts the default in for "".
func Workspace(name string) (string, error) {
	if name == "" {
		return DefaultWorkspace, nil
	}
	if !workspaceName.MatchString(name) {
		return "", fmt.Errorf("the workspace name %q is not usable: lower-case letters, digits and hyphens, at most 31, are", name)
	}
	return name, nil
}

// NewerError says that the store was written by a later program.
type NewerError struct{ Stored, Program int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("the store has schema %d and this program knows schema %d: it was written by a newer version. Nothing was changed. Start that version again, or restore a backup made before the upgrade", e.Stored, e.Program)
}

// TeamError says that the store belongs to another Slack workspace.
type TeamError struct{ Bound, Asked string }

func (e *TeamError) Error() string {
	return fmt.Sprintf("this store belongs to the Slack workspace %s, the token to %s. Nothing was changed. Use that workspace's token, or name another ROLLOUT_WORKSPACE or ROLLOUT_STORE", e.Bound, e.Asked)
}

// Migration brings a store from schema From to From+1.
type Migration struct {
	From int
	Run  func(Tx) error
}

// migrations run in order, all in one transaction.
var migrations = []Migration{
	{From: 1, Run: rebuild}, // plans by name, incidents by person; counts of live incidents
}

// Prepare makes s ready for use, and is called by a backend when it opens: a
// new store gets its schema number and its secret, an older one is migrated
// after snapshot has made a copy, a newer one is refused with a *NewerError.
func Prepare(ctx context.Context, s Store, snapshot func(schema int) error) error {
	return prepare(ctx, s, snapshot, Schema, migrations)
}

func prepare(ctx context.Context, s Store, snapshot func(int) error, target int, steps []Migration) error {
	var stored int
	err := s.View(ctx, func(tx Tx) (err error) {
		stored, err = schema(tx)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		var secret [32]byte
		_, _ = rand.Read(secret[:]) // never returns an error
		return s.Update(ctx, func(tx Tx) error {
			if err := empty(tx); err != nil {
				return err
			}
			if err := tx.Put(kindMeta, metaSecret, secret[:]); err != nil {
				return err
			}
			return setSchema(tx, target)
		})
	case err != nil:
		return err
	case stored > target:
		return &NewerError{stored, target}
	case stored == target:
		return nil
	}
	if err := snapshot(stored); err != nil {
		return fmt.Errorf("store: schema %d was not migrated, because the copy to fall back on could not be made: %w", stored, err)
	}
	return s.Update(ctx, func(tx Tx) error {
		at := stored
		for _, m := range steps {
			if m.From != at {
				continue
			}
			if err := m.Run(tx); err != nil {
				return fmt.Errorf("store: migrating from schema %d: %w", m.From, err)
			}
			at++
		}
		if at != target {
			return fmt.Errorf("store: no way from schema %d to %d", stored, target)
		}
		return setSchema(tx, target)
	})
}

// empty refuses to take what lost its schema number for a new store.
func empty(tx Tx) error {
	kinds := []string{kindMeta, kindAudit, kindRow, kindTimer, kindInbox, kindIndex}
	for _, r := range records {
		kinds = append(kinds, r.kind)
	}
	for _, kind := range kinds {
		items, err := tx.List(kind, Range{Limit: 1, KeysOnly: true})
		if err != nil {
			return err
		}
		if len(items) > 0 {
			return &DamageError{kindMeta, metaSchema, "it is missing, although the store holds records of kind " + kind}
		}
	}
	return nil
}

func schema(tx Tx) (int, error) {
	b, err := tx.Get(kindMeta, metaSchema)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 {
		return 0, &DamageError{kindMeta, metaSchema, "not a schema number"}
	}
	return n, nil
}

func setSchema(tx Tx, n int) error {
	return tx.Put(kindMeta, metaSchema, strconv.AppendInt(nil, int64(n), 10))
}

// BindTeam ties the store to a Slack workspace: the first call stores its id,
// later calls with another id return a *TeamError.
func BindTeam(tx Tx, team string) error {
	if team == "" {
		return errors.New("store: no team id")
	}
	b, err := tx.Get(kindMeta, metaTeam)
	switch {
	case errors.Is(err, ErrNotFound):
		return tx.Put(kindMeta, metaTeam, []byte(team))
	case err != nil:
		return err
	case string(b) != team:
		return &TeamError{string(b), team}
	}
	return nil
}

// Team is the Slack workspace that the store is tied to, "" before BindTeam.
func Team(tx Tx) (string, error) {
	b, err := tx.Get(kindMeta, metaTeam)
	return string(b), ignoreMissing(err)
}

// deliveryKey names one outbox row to Slack and to nobody else: the first 128
// bits of HMAC-SHA256(secret of the store, sequence), hex.
func deliveryKey(secret []byte, seq uint64) string {
	m := hmac.New(sha256.New, secret)
	m.Write(binary.BigEndian.AppendUint64(nil, seq))
	return hex.EncodeToString(m.Sum(nil)[:16])
}
