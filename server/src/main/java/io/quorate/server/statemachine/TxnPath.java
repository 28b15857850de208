package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which branches a transaction and those nested in it take, all decided on the state before any of them has run.
 *
 * @param operations of the branch taken
 * @param nested one path per transaction among the operations, in their order
 */
record TxnPath(boolean succeeded, List<Operation> operations, List<TxnPath> nested) {
    static TxnPath choose(Command.Txn txn, CompareEvaluator compares) {
        boolean succeeded = compares.holdsAll(txn.compares());
        List<Operation> operations = succeeded ? txn.success() : txn.failure();
        List<TxnPath> nested = new ArrayList<>(0);
        for (Operation operation : operations) {
            if (operation instanceof Command.Txn inner) {
                nested.add(choose(inner, compares));
            }
        }
        return new TxnPath(succeeded, operations, nested);
    }
}
