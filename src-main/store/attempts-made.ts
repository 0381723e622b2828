/**
 * Rows of `attempt` that count. One that ended without a result dialled nothing, and where the server
 * refused the account nobody was called: neither is a try at the customer.
 */
export const isMadeSql =
  "(ended_at IS NULL OR (call_result IS NOT NULL AND outcome <> 'account-refused'))";
